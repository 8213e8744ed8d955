// Preloaded into node: what a client sends over https goes to BASE_URL, which is on this machine.
const http = require("node:http");
const https = require("node:https");
const { syncBuiltinESMExports } = require("node:module");

const base = new URL(process.env.BASE_URL);
const caller = process.env.ADDRESS ? { "X-Forwarded-For": process.env.ADDRESS } : {};

https.request = (options, callback) =>
  http.request(
    {
      ...options,
      protocol: "http:",
      hostname: base.hostname,
      port: base.port,
      headers: { ...options.headers, ...caller },
    },
    callback,
  );
syncBuiltinESMExports();
