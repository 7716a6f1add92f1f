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

import { linux } from '../ladder/linux';
import { MARKS } from '../ladder/marks';
import { windows } from '../ladder/windows';
import type { Signature } from '../signatures/schema';
import type { Clue } from './Clue';
import { LineMatcher, type Meaning } from './LineMatcher';
import { Pattern } from './Pattern';

/** Everything that a message of one source may tell. */
export function cluesFor(
  source: 'console' | 'screen',
  signatures: readonly Signature[],
): LineMatcher<Clue> {
  const compiled = (sources: readonly string[] = []) =>
    sources.map(each =>
      source === 'screen' ? Pattern.forScreen(each) : new Pattern(each),
    );
  const meaning = (
    sources: readonly string[] | undefined,
    means: Clue,
    unless?: Pattern[],
  ): Meaning<Clue>[] =>
    compiled(sources).map(pattern => ({ pattern, means, unless }));

  const rungs = [...linux.rules, ...windows.rules].flatMap(rule =>
    meaning(rule.lines, { kind: 'rung', rule }, compiled(rule.unless)),
  );
  const marks = MARKS.flatMap(({ is, lines, unless }) =>
    meaning(lines, { kind: 'mark', is }, compiled(unless)),
  );
  const found = signatures
    .filter(({ where }) => where.includes(source))
    .flatMap(signature => {
      const unless = compiled(signature.unless);
      return [
        ...(signature.matches ?? []).flatMap(each =>
          meaning(
            [each],
            { kind: 'signature', signature, unfolded: new Pattern(each) },
            unless,
          ),
        ),
        ...meaning(signature.absent?.lines, { kind: 'present', signature }),
        ...meaning(signature.absent?.only, { kind: 'expected', signature }),
      ];
    });
  return new LineMatcher([...rungs, ...marks, ...found]);
}
