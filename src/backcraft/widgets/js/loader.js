// What each widget carries: it loads the views once a page, then hands over to main.js.
// From the server extension where there is one in step with this kernel, else from the kernel itself.
const libraries = (globalThis.__backcraft ??= new Map());

function pageConfig() {
  const node = document.getElementById("jupyter-config-data");
  return node ? JSON.parse(node.textContent) : {};
}

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

async function fromServer(base) {
  const [main, words, css] = await Promise.all([
    import(`${base}widgets/js/main.js`), text(`${base}words.json`), text(`${base}all.css`),
  ]);
  return { main, css, words: JSON.parse(words), load: (path) => import(base + path), asset: (path) => text(base + path) };
}

async function fromKernel(model) {
  const id = Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("");
  const { files, css, words } = await new Promise((resolve) => {
    const hear = (message) => {
      if (message.re !== id) return;
      model.off("msg:custom", hear);
      resolve(message);
    };
    model.on("msg:custom", hear);
    model.send({ do: "views", id });
  });
  const urls = {};
  const url = (path) => (urls[path] ??= URL.createObjectURL(new Blob([
    files[path].replace(/^(import |export .* from |import .* from )"(\.[^"]+)"/gm, (_, head, to) =>
      `${head}"${url(new URL(to, `file:///${path}`).pathname.slice(1))}"`),
  ], { type: "text/javascript" })));
  return { main: await import(url("widgets/js/main.js")), css, words, load: (path) => import(url(path)), asset: async (path) => files[path] };
}

function library(model) {
  const digest = model.get("digest");
  if (!libraries.has(digest)) {
    const page = pageConfig();
    const here = page.backcraft?.digest === digest;
    const base = new URL(`${page.baseUrl ?? "/"}backcraft/views/${digest}/`, location.href).href;
    const loading = (here ? fromServer(base).catch(() => fromKernel(model)) : fromKernel(model)).then((lib) => {
      const style = document.createElement("style");
      style.dataset.backcraft = digest;
      style.textContent = lib.css;
      document.head.append(style);
      return lib;
    });
    loading.catch(() => libraries.delete(digest));
    libraries.set(digest, loading);
  }
  return libraries.get(digest);
}

export default {
  async render({ model, el }) {
    const lib = await library(model);
    return lib.main.render({ model, el, lib });
  },
};
