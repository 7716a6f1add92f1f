/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

const { Module } = require('node:module');

/**
 * Stands between a module of the backend and those who use it.
 *
 * @param name - a package, or the end of a file's path
 * @param change - takes what it exports, and gives what the others are to see of it
 */
module.exports = function whenLoaded(name, change) {
  const isFile = name.endsWith('.ts');
  const changed = new Map();
  const load = Module._load;
  Module._load = function loadChanged(request, parent, isMain) {
    const exported = load.call(this, request, parent, isMain);
    if (isFile ? !request.startsWith('.') : request !== name) return exported;
    const path = isFile
      ? Module._resolveFilename(request, parent, isMain)
      : name;
    if (isFile && !path.endsWith(`/${name}`)) return exported;
    if (!changed.has(path)) {
      changed.set(path, change(exported));
      // Whoever sabotages looks for this: a sabotage that finds nothing to switch off proves nothing.
      process.stdout.write(`Sabotaged: ${name}\n`);
    }
    return changed.get(path);
  };
};

/** Puts another method in the place of a class's, which is handed the one that was there. */
module.exports.replaceMethod = function replaceMethod(type, method, replace) {
  const original = type.prototype[method];
  if (typeof original !== 'function') {
    throw new Error(`${type.name} has no method ${method}`);
  }
  type.prototype[method] = replace(original);
};
