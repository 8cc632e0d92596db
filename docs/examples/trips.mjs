// All hits of a search as a table, how many by month, what has been published since a day: JavaScript.

const TRIPS = process.env.TRIPS ?? "http://127.0.0.1:5000";

async function ask(path, parameters) {
  const answer = await fetch(`${TRIPS}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer;
}

/** Every hit as an object, line by line of a file that is never held whole. */
export async function* all(words) {
  const answer = await ask("trips.jsonl", { q: words });
  let rest = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

/** How many trips left in each month, as [["2024-05", 3], …]. */
export async function months(words) {
  const { rows } = await (await ask("statistics", { q: words, by: "month" })).json();
  return rows.map((row) => [row.values[0].value, row.count]).filter(([month]) => month !== null);
}

/** What has been published since a day, the hundred latest. */
export async function published(words, since) {
  const { hits } = await (await ask("trips", { q: words, published_from: since, sort: "newest", size: 100 })).json();
  return hits.map((hit) => hit.trip);
}

const [words = "탄소중립", since = "2025-01-01"] = process.argv.slice(2);
let total = 0;
for await (const trip of all(words)) {
  total += 1;
  console.log(trip.title, "|", trip.organisation, "|", trip.countries.map((country) => country.name).join(", "));
}
console.log(JSON.stringify(await months(words)));
console.log(`${(await published(words, since)).length} since ${since}, ${total} in all`);
