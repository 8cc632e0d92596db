// Suggestions while typing: the one script of our pages, which work without it. An ARIA combobox with a list box.
"use strict";

const TEXTS = {
  ko: {
    kinds: { country: "국가", city: "도시", organisation: "기관", theme: "주제", title: "제목", word: "단어" },
    list: "제안",
    trips: (count) => `${count.toLocaleString("ko")}건`,
    suggestions: (count) => `제안 ${count}개`,
  },
  en: {
    kinds: { country: "Country", city: "City", organisation: "Organisation", theme: "Theme", title: "Title", word: "Word" },
    list: "Suggestions",
    trips: (count) => `${count.toLocaleString("en")} ${count === 1 ? "trip" : "trips"}`,
    suggestions: (count) => `${count} ${count === 1 ? "suggestion" : "suggestions"}`,
  },
}[document.documentElement.lang];
const WAIT_MS = 120;
// Where the site lies is known to the server alone.
const { suggest: API, taken: TAKEN } = document.currentScript.dataset;

// An address of the site, which may have its language already, with what is asked of it.
const address = (path, asked) => {
  const url = new URL(path, location.href);
  Object.entries(asked).forEach(([name, value]) => url.searchParams.set(name, value));
  return url;
};

document.querySelectorAll("input[type=search][name=q]").forEach((input, number) => {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", TEXTS.list);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("aria-live", "polite");
  const frame = document.createElement("div");
  frame.className = "combobox";
  input.replaceWith(frame);
  frame.append(input, list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let chosen = -1;
  let typed = input.value;
  let timer = 0;
  let asked = new AbortController();

  const close = () => {
    clearTimeout(timer);
    asked.abort();
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };

  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };

  const option = (suggestion, place) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.text = suggestion.text;
    item.dataset.kind = suggestion.kind;
    const text = document.createElement("bdi");
    text.lang = "ko";
    for (const part of suggestion.parts) {
      const piece = document.createElement(part.marked ? "mark" : "span");
      piece.textContent = part.text;
      text.append(piece);
    }
    const about = document.createElement("span");
    about.className = "about";
    about.textContent = `${TEXTS.kinds[suggestion.kind] ?? ""} ${TEXTS.trips(suggestion.count)}`;
    item.append(text, about);
    return item;
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(option));
    choose(-1);
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length ? TEXTS.suggestions(suggestions.length) : "";
  };

  const ask = async () => {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address(API, { q: typed }), { signal: asked.signal });
      show(answer.ok ? (await answer.json()).suggestions : []);
    } catch {
      // Asked again meanwhile, or offline: searching works without suggestions.
    }
  };

  // A word is searched for; a name sets its condition, and a title opens its trip.
  const take = (index) => {
    const { text, kind } = list.children[index].dataset;
    input.value = text;
    close();
    if (kind === "word") {
      input.form.requestSubmit();
    } else {
      location.assign(address(TAKEN, { kind, text }));
    }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    if (typed.trim() === "") {
      close();
    } else {
      timer = setTimeout(ask, WAIT_MS);
    }
  });

  input.addEventListener("keydown", (event) => {
    // While a syllable is being composed the keys belong to the input method.
    if (event.isComposing || list.hidden) {
      return;
    }
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : count;
      choose(((chosen + 1 + step) % (count + 1)) - 1);
      input.value = chosen < 0 ? typed : list.children[chosen].dataset.text;
    } else if (event.key === "Enter" && chosen >= 0) {
      take(chosen);
    } else if (event.key === "Escape") {
      input.value = typed;
      close();
    } else {
      return;
    }
    event.preventDefault();
  });

  // Not click: the input would lose its focus, and the list with it, before.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) {
      take([...list.children].indexOf(item));
    }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("reset", () => {
    close();
    typed = input.defaultValue;
  });
});

// Back and Forward bring fields as they were left; the page below them answers what it was asked.
addEventListener("pageshow", (event) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (event.persisted || navigation?.type === "back_forward") {
    [...document.forms].forEach((form) => form.reset());
  }
});
