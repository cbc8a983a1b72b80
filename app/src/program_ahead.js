// Fetches the program for the page that comes after signing in, once somebody begins to: until then the
// page asks for nothing that its own first paint has to share the line with (T11).
(() => {
  const files = document.currentScript.dataset.files.split(' ').filter(Boolean);
  const signs = ['pointermove', 'pointerdown', 'keydown', 'input'];
  const fetchAhead = (event) => {
    // A browser tells of the pointer that rests on a new page as if it moved.
    if (event.type === 'pointermove' && !event.movementX && !event.movementY) return;
    for (const sign of signs) removeEventListener(sign, fetchAhead, true);
    for (const href of files) {
      document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href, crossOrigin: 'anonymous' }));
    }
  };
  for (const sign of signs) addEventListener(sign, fetchAhead, { capture: true, passive: true });
})();
