// A web server of another origin: another port of this machine.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

// Serves pages by their path. What does not begin as HTML is the path of a script.
export async function elsewhere(pages) {
  const server = createServer((request, response) => {
    const page = pages[request.url];
    const isHtml = page?.startsWith("<!doctype");
    const type = isHtml ? "text/html; charset=utf-8" : "text/javascript; charset=utf-8";
    response.writeHead(page ? 200 : 404, { "Content-Type": type });
    response.end(isHtml ? page : page && readFileSync(page));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
