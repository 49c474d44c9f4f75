// One question and its answer: it streams in, then the server's own rendering of it takes its place.
class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.code = problem.code;
  }
}
// The question may be about a private person: its writer is asked before it is sent.
const ASK_FIRST = "personoplysninger";
const SLOW = 1500;

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

async function sent(address, body, signal, accept = "application/json") {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw new Refusal(await response.json());
  return response;
}

// What it is doing, and for how long when it takes a while.
function working(turn) {
  const line = element("p", "arbejdslinje", "");
  const began = performance.now();
  let doing = "Søger i aftalerne …";
  const show = () => {
    const seconds = Math.round((performance.now() - began) / 1000);
    line.textContent = performance.now() - began > SLOW ? `${doing} ${seconds} s` : doing;
  };
  const timer = setInterval(show, 1000);
  show();
  turn.append(line);
  return {
    says: (text) => { doing = text; show(); },
    ends: () => { clearInterval(timer); line.remove(); },
  };
}

// The answer's contract object, or null when it was stopped or could not be had; `conversation` is the form's field.
export async function answer(asked, { talk, say, signal, conversation, askFirst }) {
  const turn = element("article", "tur", "");
  const text = element("div", "svar loebende", "");
  turn.setAttribute("aria-busy", "true");
  turn.append(element("h2", "spurgt", asked.message), text);
  talk.append(turn);
  const work = working(turn);
  turn.scrollIntoView({ block: "start" });
  say("Søger i aftalerne");
  let reached = false;
  try {
    if (!conversation.value) {
      // The address is there before the answer: should the line break, the answer is found on it.
      const begun = await (await sent("/api/conversations", { title: asked.message, confirm_personal: asked.confirm_personal }, signal)).json();
      conversation.value = begun.id;
    }
    history.replaceState(null, "", `/samtale/${conversation.value}`);
    const response = await sent("/api/chat", { ...asked, conversation_id: conversation.value }, signal, "text/event-stream");
    reached = true;
    let done = null;
    for await (const [name, data] of events(response.body)) {
      if (name === "status") work.says(data.text);
      if (name === "text") text.textContent += data.text;
      if (name === "error") throw new Refusal(data);
      if (name === "done") done = data;
    }
    if (!done) throw new TypeError("the stream ended early");
    await settle(turn, done, say);
    return done;
  } catch (fault) {
    if (fault.code === ASK_FIRST) {
      turn.remove();
      askFirst(fault.message);
      return null;
    }
    failed(turn, text, fault, reached, say);
    return null;
  } finally {
    work.ends();
  }
}

async function settle(turn, done, say) {
  const response = await fetch(`/samtale/${done.conversation_id}/svar/${done.message_id}`);
  if (!response.ok) throw new Refusal({ detail: "Svaret er gemt, men kunne ikke vises. Hent siden igen." });
  const made = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("article");
  turn.replaceWith(made);
  made.classList.add("ny");
  announce(made, say);
}

// Said once, when all of it is there.
export function announce(turn, say) {
  const told = turn.querySelector(".afgoerelse") ? turn.querySelectorAll(".afgoerelse, .beregning .tal") : turn.querySelectorAll(".svar");
  say(`Svar: ${[...told].map((part) => part.textContent).join(". ").trim().replace(/\s+/g, " ")}`);
}

function failed(turn, text, fault, reached, say) {
  turn.removeAttribute("aria-busy");
  const told = element("div", "besked fejl", "");
  if (fault.name === "AbortError") {
    told.textContent = "Stoppet. Var svaret allerede færdigt, står det i samtalen, når siden hentes igen.";
  } else if (fault instanceof Refusal) {
    told.textContent = fault.message;
  } else {
    told.textContent = reached
      ? "Forbindelsen blev afbrudt, før hele svaret var her. Var det færdigt, står det i samtalen, når siden hentes igen; stil ellers spørgsmålet igen. "
      : "Der er ingen forbindelse til serveren. Spørgsmålet er ikke sendt; prøv igen om lidt. ";
    if (reached) {
      const again = element("a", "", "Hent siden igen");
      again.href = location.pathname;
      told.append(again);
    }
  }
  text.after(told);
  if (!text.textContent) text.remove();
  say(told.textContent);
}
