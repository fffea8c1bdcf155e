// The way into JupyterLab and Notebook 7 without a bundler: a module-federation container written by hand.
// It leans on JupyterLab's own globals (4.x); tests/lab drives it in a real browser.
(() => {
  const here = document.currentScript.src;
  let scope = null;

  async function shared(name) {
    const versions = scope[name];
    if (!versions) throw new Error(`${name} is not shared by this application`);
    return (await Object.values(versions)[0].get())();
  }

  async function get(module) {
    if (module !== "./extension") throw new Error(`backcraft has no ${module}`);
    const names = ["application", "cells", "notebook"].map((name) => `@jupyterlab/${name}`);
    const [course, application, cells, notebook, widgets] = await Promise.all([
      import(new URL("course.js", here).href), ...[...names, "@lumino/widgets"].map(shared),
    ]);
    const plugins = course.plugins({ application, cells, notebook, widgets, here });
    return () => ({ __esModule: true, default: plugins });
  }

  (window._JUPYTERLAB ??= {}).backcraft = { get, init: async (shareScope) => { scope = shareScope; } };
})();
