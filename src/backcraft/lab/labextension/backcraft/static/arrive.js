// Links of a lesson's text: within the page JupyterLab scrolls and leaves the keyboard behind at the link; to another
// lesson it opens that one beside this.
const BLOCKS = "h1, h2, h3, h4, h5, h6, li, dt, p";

// The place that a link of the lesson's text leads to: what holds its anchor.
function placeOf(link, root) {
  const id = CSS.escape(decodeURIComponent(link.hash.slice(1)));
  const anchor = root.querySelector(`[data-jupyter-id="${id}"]`) ?? root.querySelector(`#${id}`);
  return anchor?.closest(BLOCKS) ?? anchor;
}

// The path of another notebook that a plain click on a link leads to, or null.
export function elsewhere(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest(".jp-RenderedHTMLCommon a[href]") : null;
  // JupyterLab has written the address of the file itself into it.
  const found = link && link.origin === location.origin ? link.pathname.match(/\/files\/(.+\.ipynb)$/) : null;
  return found ? decodeURIComponent(found[1]) : null;
}

// Puts the keyboard, and with it a screen reader, on the place that the click has led to.
export function arrive(event, root) {
  const link = event.target instanceof Element ? event.target.closest(".jp-RenderedHTMLCommon a[href^='#']") : null;
  if (!link || link.hash.length < 2) return;
  const place = placeOf(link, root);
  if (!place) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
