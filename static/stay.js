/* On pages of somebody who is signed in: nobody else should read them. Only an extra. */
(() => {
  const { alive, shared } = document.body.dataset;
  const QUIET = 305_000; /* the portal itself locks after five minutes */
  const OFTEN = 20_000;
  const ask = () => fetch(alive, { cache: "no-store" });

  /* Fetched from the browser's memory, by Back say: hidden until it is known to be still theirs. */
  addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    const answer = await ask().catch(() => ({ ok: false }));
    if (answer.ok) document.body.hidden = false;
    else location.reload();
  });

  /* A shared computer: gone after five quiet minutes; a form goes along and can be sent later. */
  if (shared === undefined) return;
  const lock = () => {
    const form = document.querySelector("main form.form[method=post]");
    if (!form) return location.reload();
    const value = document.documentElement.lang;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "switch", value }));
    form.submit();
  };
  let [quiet, asked] = [setTimeout(lock, QUIET), Date.now()];
  const use = () => {
    clearTimeout(quiet);
    quiet = setTimeout(lock, QUIET);
    if (Date.now() - asked < OFTEN) return;
    asked = Date.now();
    ask();
  };
  ["keydown", "pointerdown"].forEach((name) => addEventListener(name, use));
})();
