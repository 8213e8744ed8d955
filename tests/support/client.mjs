// Makes the calls that it is given as JSON, by the client in CLIENT; prints what each led to.
import { pathToFileURL } from "node:url";

const { keys, path, calls } = JSON.parse(process.argv[2]);
const client = await import(pathToFileURL(process.env.CLIENT).href);

const outcomes = [];
for (const { of, does, takes } of calls) {
  const target = new client[of](keys.api_key, keys.secret, keys.session, { hostname: "gateway", path });
  try {
    outcomes.push({ answer: await target[does](takes) });
  } catch (error) {
    outcomes.push({ status: error.response?.statusCode, error: JSON.parse(error.content).error });
  }
}
console.log(JSON.stringify(outcomes));
