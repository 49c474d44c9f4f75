// Asks without leaving the page: the answer streams in, then the server's own rendering of it takes its place.
const form = document.getElementById("spoerg");
const talk = document.getElementById("samtale");
const notice = document.getElementById("melding");
const stop = document.getElementById("stop");
const field = form.elements.q;
const button = form.querySelector("button[type=submit]");
let running = null;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// Yields [event, data] from a text/event-stream body.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const blocks = buffer.split(/\r?\n\r?\n/);
    buffer = blocks.pop();
    for (const block of blocks) {
      const lines = block.split(/\r?\n/);
      const name = lines.find((line) => line.startsWith("event:"));
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
      if (name && data.length) yield [name.slice(6).trim(), JSON.parse(data.join("\n"))];
    }
  }
}

function question() {
  const asked = { message: field.value, regions: [...form.querySelectorAll("[name=region]:checked")].map((box) => box.value) };
  if (form.elements.samtale.value) asked.conversation_id = form.elements.samtale.value;
  if (form.elements.dato.value) asked.as_of = form.elements.dato.value;
  return asked;
}

async function ask() {
  const asked = question();
  const turn = element("article", "tur", "");
  const answer = element("div", "svar loebende", "Søger i aftalerne …");
  turn.setAttribute("aria-busy", "true");
  turn.append(element("h2", "spurgt", asked.message.trim()), answer);
  for (const part of document.querySelectorAll(".forside")) part.hidden = true;
  talk.append(turn);
  turn.scrollIntoView({ block: "start" });
  running = new AbortController();
  busy(true);
  let done = null;
  try {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify(asked),
      signal: running.signal,
    });
    if (!response.ok) throw new Refusal((await response.json()).detail);
    let written = "";
    for await (const [name, data] of events(response.body)) {
      if (name === "status") answer.textContent = data.text;
      if (name === "text") answer.textContent = written += data.text;
      if (name === "error") throw new Refusal(data.detail);
      if (name === "done") done = data;
    }
    if (!done) throw new Refusal("Forbindelsen blev afbrudt. Svaret ligger i samtalen, når siden hentes igen.");
    await settle(turn, done);
    field.value = "";
  } catch (fault) {
    failed(turn, answer, fault);
  } finally {
    busy(false);
  }
}

class Refusal extends Error {}

async function settle(turn, done) {
  const address = `/samtale/${done.conversation_id}`;
  form.elements.samtale.value = done.conversation_id;
  history.replaceState(null, "", address);
  const response = await fetch(`${address}/svar/${done.message_id}`);
  if (!response.ok) throw new Refusal("Svaret er gemt, men kunne ikke vises. Hent siden igen.");
  const made = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("article");
  turn.replaceWith(made);
  // Said once, when all of it is there.
  notice.textContent = `Svar: ${made.querySelector(".svar").textContent.trim().replace(/\s+/g, " ")}`;
}

function failed(turn, answer, fault) {
  turn.removeAttribute("aria-busy");
  answer.className = "besked fejl";
  if (fault.name === "AbortError") answer.textContent = "Stoppet.";
  else if (fault instanceof Refusal) answer.textContent = fault.message;
  else answer.textContent = "Der er ingen forbindelse til serveren. Hent siden igen; er svaret nået at blive skrevet, står det i samtalen.";
  notice.textContent = answer.textContent;
}

function busy(on) {
  stop.hidden = !on;
  button.disabled = on;
  if (!on) field.focus({ preventScroll: true });
}

stop.addEventListener("click", () => running?.abort());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!button.disabled && field.value.trim()) ask();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
talk.addEventListener("click", (event) => {
  const suggestion = event.target.closest(".videre a");
  if (!suggestion || event.ctrlKey || event.metaKey || event.shiftKey || button.disabled) return;
  event.preventDefault();
  field.value = suggestion.textContent;
  form.requestSubmit();
});
