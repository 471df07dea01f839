// The results follow what is typed. Without script or without connection, « Entrée » searches as ever.

const PAUSE_MS = 400;
const SHORTEST = 3;
const form = document.querySelector("[data-follows-typing]");
const field = form.elements.q;
const status = form.querySelector("[role=status]");
const results = document.getElementById("resultats");

const read = () => field.value.trim().replace(/\s+/g, " ");
const start = read() ? { html: "", address: form.action } : { html: results.innerHTML, address: location.href };
let asked = read();
let pause;
let request;

field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, PAUSE_MS);
});

// The whole page is on its way.
form.addEventListener("submit", stop);

function stop() {
  clearTimeout(pause);
  request?.abort();
}

async function search() {
  const text = read();
  if (text === asked) return;
  stop();
  asked = text;
  if (text.length < SHORTEST) return show(start.html, start.address);
  const ours = (request = new AbortController());
  say(status.dataset.searching);
  try {
    // An answer that leads elsewhere, to the sign-in page, is no list.
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
      redirect: "manual",
      signal: ours.signal,
    });
    const address = answer.headers.get("HX-Replace-Url");
    if (!answer.ok || !address) throw new Error("no list");
    const html = await answer.text();
    if (!results.contains(document.activeElement)) show(html, address);
  } catch {
    if (ours.signal.aborted) return;
    show("", form.action);
    say(status.dataset.lost);
    asked = "";
  }
}

function show(html, address) {
  results.innerHTML = html;
  // Coming back from a dossier finds these results again.
  history.replaceState(null, "", address);
  say(results.querySelector("[data-announced]")?.textContent.trim() ?? "", true);
}

function say(words, isWritten = false) {
  status.textContent = words;
  status.classList.toggle("visually-hidden", isWritten);
}
