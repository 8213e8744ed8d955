// Sends requests from a page of another origin, with and without Authorization.
import { elsewhere } from "./elsewhere.mjs";
import { newPage, preflightsOf } from "./page.mjs";

export default async function origins(browser, { base, requests, key }) {
  const { page } = await newPage(browser);
  const preflights = await preflightsOf(page);
  const server = await elsewhere({ "/": "<!doctype html><title>Elsewhere</title>" });
  await page.goto(server.origin);
  const answers = await page.evaluate(
    async ({ base, requests, key }) => {
      const ask = async ({ verb, path, body, type }, headers) => {
        try {
          const response = await fetch(base + path, {
            method: verb,
            headers: type ? { ...headers, "Content-Type": type } : headers,
            body: body ?? undefined,
            redirect: "manual",
            cache: "no-store",
          });
          const readable = response.type === "cors";
          await response.text();
          return { status: response.status, readable, cache: response.headers.get("X-Cache") };
        } catch (error) {
          return { failure: String(error) };
        }
      };
      const answers = {};
      for (const request of requests) {
        answers[request.name] = {
          without: await ask(request, {}),
          with: await ask(request, { Authorization: "Bearer " + key }),
        };
      }
      return answers;
    },
    { base, requests, key },
  );
  server.close();
  return { answers, preflights };
}
