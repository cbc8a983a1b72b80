{
  const { drafts, own, leave } = document.currentScript.dataset;
  const left = 'canopy:signed-out';
  const drop = (beginning) => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(drafts) && !(beginning && key.startsWith(beginning))) sessionStorage.removeItem(key);
    }
  };
  try {
    const last = localStorage.getItem(left) ?? '';
    if ((sessionStorage.getItem(left) ?? '') !== last) drop();
    sessionStorage.setItem(left, last);
    if (own) drop(own);
    addEventListener('submit', ({ target }) => {
      if (!target.getAttribute('action')?.startsWith(leave)) return;
      drop();
      localStorage.setItem(left, String(Date.now()));
    });
    addEventListener('storage', ({ key }) => {
      if (key === left) drop();
    });
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}
