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

/** Shows something else in a place; a person at the keyboard stays where they were. */
export function redraw(place, ...children) {
  const giveBack = rememberFocus();
  place.replaceChildren(...children);
  giveBack();
}

/** What comes back gives the focus again to what has it now, where it was lost meanwhile: to the same element, else to what has its data-key by then, else to the page. */
export function rememberFocus() {
  const before = document.activeElement;
  const isLost = () => !document.activeElement || document.activeElement === document.body || document.activeElement.disabled;
  return () => {
    if (!before || before === document.body) {
      return;
    }
    const again = before.isConnected ? before : document.querySelector(`[data-key="${CSS.escape(before.dataset.key)}"]`);
    for (const element of [again, document.getElementById('main')]) {
      if (isLost()) {
        element?.focus({ preventScroll: true });
      }
    }
  };
}

export function notice(words, ...more) {
  return h('p', { class: 'notice' }, words, ...more);
}
