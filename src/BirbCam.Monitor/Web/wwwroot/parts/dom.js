const SVG = new Set(['g', 'rect', 'line', 'path']);

// Elements without markup in strings: what a label is called can never become a tag.
export function h(tag, attributes = {}, ...children) {
  const element = tag === 'svg' || SVG.has(tag) ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function say(words) {
  const place = document.getElementById('say');
  place.textContent = '';
  requestAnimationFrame(() => { place.textContent = words; });
}

export function notice(words, ...more) {
  return h('p', { class: 'notice' }, words, ...more);
}
