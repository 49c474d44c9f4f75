// A rate list can be dropped on the form; the file's name and size are said before it is sent.
const form = document.getElementById("listeform");
const place = document.getElementById("slip");
const field = document.getElementById("file");
const chosen = document.getElementById("valgtfil");

function tell() {
  const [file] = field.files;
  const size = file && (file.size / 1_000_000).toLocaleString("da-DK", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  chosen.textContent = file ? `Valgt: ${file.name} (${size} MB)` : "";
}

place.querySelector(".slipher").hidden = false;
for (const name of ["dragover", "dragenter"]) {
  place.addEventListener(name, (event) => {
    event.preventDefault();
    place.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("over"));
place.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  tell();
});
field.addEventListener("change", tell);
form.addEventListener("submit", () => {
  document.getElementById("igang").textContent = "Kontrollerer listen … En stor fil tager op til et par minutter.";
});
// Back from the result: the message of the former sending is old.
window.addEventListener("pageshow", () => {
  document.getElementById("igang").textContent = "";
});
document.getElementById("fejloversigt")?.focus();
