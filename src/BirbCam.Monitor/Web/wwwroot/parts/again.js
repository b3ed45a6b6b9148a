/** Looks again every now and then while the page is seen, and as soon as it is seen again; gives back what looks at once. Where nothing is heard, the page says so. */
export function lookAgain(draw, every, signal) {
  const look = () => {
    if (!document.hidden && !signal.aborted) {
      draw().catch(() => {});
    }
  };
  const timer = setInterval(look, every);
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => clearInterval(timer));
  return look;
}
