// Checks the fields while they are filled in: the server is asked, so that the check is the very same.
const form = document.querySelector(".rateform");
const touched = new Set();
let latest = 0;

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
  for (const name of touched) show(name, errors[name], read[name]);
}

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
