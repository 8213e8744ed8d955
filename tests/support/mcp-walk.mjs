// Lists and calls tools by the protocol's own TypeScript client, which CLIENT names; prints as JSON
// the version agreed on, the tools, and each result. The client validates the results.
import { pathToFileURL } from "node:url";

const { url, headers, negotiation, calls } = JSON.parse(process.argv[2]);
const { Client, StreamableHTTPClientTransport } = await import(pathToFileURL(process.env.CLIENT).href);

const client = new Client(
  { name: "walk", version: "1.0.0" },
  negotiation ? { versionNegotiation: { mode: negotiation } } : {},
);
const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
try {
  await client.connect(transport);
  const { tools } = await client.listTools();
  const results = [];
  for (const [name, args] of calls) {
    results.push(await client.callTool({ name, arguments: args }));
  }
  console.log(JSON.stringify({ version: client.getNegotiatedProtocolVersion?.(), tools, results }));
} catch (error) {
  console.log(JSON.stringify({ failure: String(error) }));
}
await client.close();
