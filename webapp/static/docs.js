// Asks an address of the API from its form, on this site, and shows what it answers. Empty fields are left out.
"use strict";

const MOST_SHOWN = 20_000;
const UNREACHABLE = {
  ko: "서버에 연결할 수 없습니다. 네트워크를 확인하고 다시 요청하세요.",
  en: "The server cannot be reached. Check the network and send the request again.",
}[document.documentElement.lang];

document.querySelectorAll("form.try").forEach((form) => {
  const answer = form.querySelector(".answer");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    let path = form.getAttribute("action");
    const query = new URLSearchParams();
    for (const [name, value] of asked) {
      const part = `{${name}}`;
      if (path.includes(part)) {
        path = path.replace(part, encodeURIComponent(value));
      } else {
        query.append(name, value);
      }
    }
    const url = new URL(query.size ? `${path}?${query}` : path, location.href);
    const line = document.createElement("p");
    const code = document.createElement("code");
    code.textContent = `GET ${url.pathname}${url.search}`;
    line.append(code);
    const body = document.createElement("pre");
    body.tabIndex = 0;
    try {
      const response = await fetch(url);
      line.append(` ${response.status}`);
      const kind = response.headers.get("Content-Type") ?? "";
      const text = /json|csv/.test(kind) ? await response.text() : `(${kind})`;
      const shown = kind.includes("json") && !kind.includes("ndjson") ? JSON.stringify(JSON.parse(text), null, 2) : text;
      body.textContent = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}…` : shown;
    } catch {
      body.textContent = UNREACHABLE;
    }
    answer.replaceChildren(line, body);
  });
});
