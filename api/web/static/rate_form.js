// Checks the fields while they are filled in: the server is asked, so that the check is the very same.
const form = document.querySelector(".rateform");
const touched = new Set();
let latest = 0;
let released = Promise.resolve();

function parts(name) {
  const id = `felt-${name.replaceAll(".", "-")}`;
  const holder = form.querySelector(`[data-felt="${CSS.escape(name)}"]`);
  return {
    holder,
    error: document.getElementById(`${id}-fejl`),
    read: document.getElementById(`${id}-laest`),
    marked: holder?.getAttribute("role") === "radiogroup" ? holder : document.getElementById(id),
  };
}

function show(name, fault, reading) {
  const { holder, error, read, marked } = parts(name);
  if (!holder) return;
  holder.classList.toggle("medfejl", Boolean(fault));
  error.hidden = !fault;
  error.lastElementChild.textContent = fault ?? "";
  if (fault) marked.setAttribute("aria-invalid", "true");
  else marked.removeAttribute("aria-invalid");
  if (read) {
    read.hidden = Boolean(fault) || !reading;
    read.querySelector("b").textContent = reading ?? "";
  }
}

async function check() {
  const mine = (latest += 1);
  const typed = new URLSearchParams(new FormData(form));
  const response = await fetch(`${form.dataset.kontrol}?${typed}`, { headers: { Accept: "application/json" } }).catch(() => null);
  // The server checks again when the form is sent: without an answer nothing is lost.
  if (!response?.ok || mine !== latest) return;
  const { errors, read } = await response.json();
  await released;
  if (mine !== latest) return;
  for (const name of touched) show(name, errors[name], read[name]);
}

// A line that appears while the button is held down moves it away from under the pointer, and the press is lost.
addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(resolve), { once: true });
  });
});

form.addEventListener("change", (event) => {
  touched.add(event.target.name);
  check();
});

// Empty fields make a long address that says nothing.
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
});

const first = document.getElementById("fejloversigt") ?? document.getElementById("resultat");
if (first && !location.hash) first.focus();
