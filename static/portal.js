/* Extras. Every page works without this file. */
(() => {
  const LETTERS = { a: "approve", q: "ask", d: "decline" };
  const STEPS = { j: "nextElementSibling", k: "previousElementSibling" };
  const PAUSE = 4000; // milliseconds in which a second press sends nothing
  const status = document.getElementById("status");

  /* A part of the page was swapped: focus what the server marked, say what it wrote. */
  document.addEventListener("htmx:after:swap", () => {
    const [marked, said] = ["[data-focus]", "[data-say]"].map((it) => document.querySelector(it));
    if (marked) {
      marked.removeAttribute("data-focus");
      marked.focus();
    }
    if (said) {
      status.textContent = said.dataset.say;
      said.removeAttribute("data-say");
    }
  });

  /* The network or the portal did not answer: say so beside the form, which keeps what was typed. */
  const fail = (event) => {
    const answer = event.detail?.ctx?.response;
    if (answer && answer.status < 500) return;
    const note = document.createElement("p");
    note.className = "err failed";
    note.textContent = status.textContent = status.dataset.failed;
    (event.target.closest?.("form") ?? document.getElementById("main")).append(note);
  };
  document.addEventListener("htmx:error", fail);
  document.addEventListener("htmx:response:error", fail);
  document.addEventListener("htmx:before:request", () => {
    document.querySelectorAll(".failed").forEach((note) => note.remove());
  });

  /* Letter keys in the queue, only while focus is inside an action and nothing is typed (WCAG 2.1.4). */
  document.addEventListener("keydown", (event) => {
    const claim = event.target.closest?.(".claim");
    const isTyping = event.target.matches?.("select, textarea, input:not([type=radio])");
    if (!claim || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const next = STEPS[key] && claim[STEPS[key]];
    const choice = LETTERS[key]
      ? claim.querySelector(`input[value="${LETTERS[key]}"]`)
      : next?.querySelector("input:checked") ?? next?.querySelector("input[type=radio]");
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    if (LETTERS[key]) choice.click();
  });

  /* A form that the browser sends itself: a second press at once is not a second sending. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.hxPost) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, PAUSE);
  });
})();
