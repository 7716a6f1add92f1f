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

import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

/** The names of the tests in a folder, each with the `describe`s around it, by how deep they are indented. */
function testNames(folder: string): string[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.test.ts'))
    .flatMap(file => {
      const source = readFileSync(join(folder, file), 'utf8');
      const around: string[] = [];
      const starts = source.matchAll(
        /^( *)(describe|it)\(\s*(['"`])((?:(?!\3).)+)\3/gm,
      );
      return [...starts].flatMap(([, indent, kind, , name]) => {
        around.length = indent.length / 2;
        around.push(name);
        return kind === 'it' ? [around.join(' › ')] : [];
      });
    });
}

describe('conformance list', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const rows = readme
    .split('## Conformance list')[1]
    .split('\n')
    .filter(line => line.startsWith('| ') && line.includes('`'))
    .map(line => line.split('|').map(cell => cell.trim()));

  it('names a test that exists in every row', () => {
    const tests = new Set([
      ...testNames(__dirname),
      ...testNames(join(__dirname, '../machines')),
    ]);
    const named = rows.map(cells => cells.at(-2)?.replaceAll('`', ''));
    expect(named.filter(name => !tests.has(String(name)))).toEqual([]);
    expect(named.length).toBeGreaterThan(60);
  });

  it('has a link to documentation in every row', () => {
    for (const [, , link] of rows) {
      expect(link).toMatch(
        /^\[[^\]]+\]\(https:\/\/(docs\.aws\.amazon|developer\.hashicorp)\.com\/\S+\)$/,
      );
    }
  });
});
