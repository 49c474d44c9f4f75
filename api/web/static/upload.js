// Sends a file with a bar that shows how far it has come, and says what is wrong without leaving the page.
const form = document.getElementById("indlaesning");
const field = form.elements.file;
const replace = form.elements.erstat;
const button = form.querySelector("button[type=submit]");
const stop = document.getElementById("afbryd");
const course = document.getElementById("forloeb");
const bar = document.getElementById("maaler");
const label = document.getElementById("maalertekst");
const notice = document.getElementById("indlaesmelding");
const faults = document.getElementById("indlaesfejl");
let sending = null;

function say(text) {
  label.textContent = text;
  notice.textContent = text;
}

function busy(on) {
  button.disabled = on;
  // What comes back is about the file that was sent: another is chosen when it is here.
  field.disabled = on;
  stop.hidden = !on;
  course.hidden = !on;
  field.toggleAttribute("aria-busy", on);
}

function fault(text, code) {
  sending = null;
  busy(false);
  notice.textContent = "";
  const box = document.createElement("div");
  box.className = "besked fejl";
  const heading = document.createElement("h3");
  heading.textContent = "Filen er ikke indlæst";
  const sentence = document.createElement("p");
  sentence.textContent = text;
  box.append(heading, sentence);
  if (code === "erstatter") {
    const yes = document.createElement("button");
    yes.type = "button";
    yes.className = "knap fare";
    yes.textContent = "Erstat den tidligere udgave";
    yes.addEventListener("click", () => {
      replace.checked = true;
      form.requestSubmit();
    });
    const row = document.createElement("p");
    row.className = "knapper";
    row.append(yes);
    box.append(row);
  }
  faults.replaceChildren(box);
  field.setAttribute("aria-invalid", "true");
  (box.querySelector("button") ?? field).focus();
}

function send() {
  faults.replaceChildren();
  field.removeAttribute("aria-invalid");
  const request = new XMLHttpRequest();
  sending = request;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    say("Læser filen, og undersøger, hvad den ændrer. Det kan tage et minut.");
  });
  request.addEventListener("load", () => {
    const answer = request.response;
    if (request.status === 200 && answer?.next) location.assign(answer.next);
    else fault(answer?.detail ?? "Serveren svarede ikke, som den skal. Prøv igen.", answer?.code);
  });
  request.addEventListener("error", () => fault("Der er ingen forbindelse til serveren. Filen er ikke sendt. Prøv igen."));
  request.addEventListener("abort", () => fault("Afbrudt. Var filen nået frem, kan den stå på listen, når siden hentes igen."));
  // The name of the chosen file is as hostile as the file: it is sent, never shown from here.
  const sent = new FormData(form);
  bar.value = 0;
  busy(true);
  say("Sender filen");
  request.send(sent);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!sending) send();
});
stop.addEventListener("click", () => sending?.abort());
field.addEventListener("change", () => {
  replace.checked = false;
  field.removeAttribute("aria-invalid");
  faults.replaceChildren();
});
// Back from the next page: the button must work again.
addEventListener("pageshow", () => {
  sending = null;
  busy(false);
});
