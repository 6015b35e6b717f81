"use strict";
/* Runs scripts of dashboard/assets, which put what they offer on `window`, and answers with that window. */
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");
const ASSETS = path.join(__dirname, "..", "..", "dashboard", "assets");

module.exports = function loaded(...names) {
  const window = {};
  const context = vm.createContext({ window, document: { addEventListener() {} }, console });
  for (const name of names) vm.runInContext(fs.readFileSync(path.join(ASSETS, name), "utf-8"), context, { filename: name });
  return window;
};
