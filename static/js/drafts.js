// A form whose sending failed finds its fields again: in this tab alone, for 30 minutes, for the same account.
// Its key comes back with them, so that what the server has already saved is not saved twice.

const KEPT_MINUTES = 30;
const here = location.pathname + location.search;
const user = document.body.dataset.user;
const found = document.querySelector("[data-draft]");

document.addEventListener("submit", ({ target: form }) => {
  if (form.contains(found)) keep(form);
  else if ("signsOut" in form.dataset) forget();
});

const draft = JSON.parse(sessionStorage.getItem("draft"));
if (draft) {
  const isOurs = draft.user === user && Date.now() - draft.at < KEPT_MINUTES * 60_000;
  if (!isOurs || isAnswerTo(draft)) forget();
  else if (found && draft.path === here) giveBack(found.closest("form"), new Map(draft.fields));
}

// The page that follows the form was sent by the server: it has what was typed. « Précédent » proves nothing, and
// leads past the form: browsers put the page of a failed sending in its place.
function isAnswerTo({ path }) {
  const [arrival] = performance.getEntriesByType("navigation");
  const isNew = arrival.type === "navigate" || arrival.redirectCount > 0;
  return isNew && path !== here && document.referrer === location.origin + path;
}

function keep(form) {
  const fields = new Map();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || /csrf|password/.test(name)) continue;
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  sessionStorage.setItem("draft", JSON.stringify({ path: here, user, at: Date.now(), fields: [...fields] }));
}

function forget() {
  sessionStorage.removeItem("draft");
}

function giveBack(form, fields) {
  // The server has answered with this page: what it shows is newer, unless it is the answer to the same form.
  const key = "id" in form.elements ? "id" : "opened";
  if (found.dataset.draft === "answered" && form.elements[key].value !== fields.get(key)[0]) return forget();
  let isChanged = false;
  for (const field of form.elements) {
    const values = fields.get(field.name) ?? [];
    const before = [field.value, field.checked].join();
    if (/checkbox|radio/.test(field.type)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
    if (field.type === "hidden" || [field.value, field.checked].join() === before) continue;
    isChanged = true;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  if (!isChanged) return;
  found.append(found.querySelector("template").content);
  found.querySelector("button").addEventListener("click", () => {
    forget();
    location.replace(here);
  });
}
