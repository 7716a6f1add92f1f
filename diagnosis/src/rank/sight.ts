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

import type { Boot, Message } from '../ladder/Boot';
import type { Clue } from '../match/Clue';
import type { Signature } from '../signatures/schema';
import type { Sighting } from './Sighting';

/** What the named groups of a pattern matched. */
type Groups = Record<string, string>;

/** Of one signature so many different titles are told of; hostile text could make one for each line. */
const TITLES_OF_A_SIGNATURE = 5;

/**
 * Takes down what a message tells by signatures.
 *
 * @param tried - the message as patterns are tried on it
 */
export function sight(
  boot: Boot,
  message: Message,
  tried: string,
  clues: readonly Clue[],
): void {
  // Folded text is good for recognising, and for no title
  const { source, text = '' } = message.evidence;
  const said = source === 'screen' ? text : tried;
  const seen = new Map<Signature, Groups>();
  for (const clue of clues) {
    if (clue.kind === 'present') boot.present.add(clue.signature);
    if (clue.kind === 'expected' && !boot.expected.has(clue.signature)) {
      boot.expected.set(clue.signature, message);
    }
    if (clue.kind !== 'signature') continue;
    if (clue.unless.some(pattern => pattern.test(tried))) continue;
    // What would be told of no more needs no title of its own
    const told = boot.sightings.get(clue.signature.id)?.length ?? 0;
    const groups =
      told < TITLES_OF_A_SIGNATURE ? clue.unfolded.groups(said) ?? {} : {};
    const known = seen.get(clue.signature);
    if (!known || sizeOf(groups) > sizeOf(known)) {
      seen.set(clue.signature, groups);
    }
  }
  seen.forEach((groups, signature) =>
    addSighting(boot, message, signature, groups),
  );
}

function sizeOf(groups: Groups): number {
  return Object.keys(groups).length;
}

function addSighting(
  boot: Boot,
  message: Message,
  signature: Signature,
  groups: Groups,
): void {
  const sighting = sightingOf(signature, message, groups);
  const alike = boot.sightings.get(signature.id) ?? [];
  const bare = fillIn(signature.title, {});
  const known =
    alike.find(({ title }) => title === sighting.title) ??
    (sighting.title === bare || alike.length === TITLES_OF_A_SIGNATURE
      ? alike[0]
      : alike.find(({ title }) => title === bare));
  if (known?.title === bare && sighting.title !== bare) {
    // The first line that names what it is about is the better evidence
    const { title, cause, remedy, evidence } = sighting;
    Object.assign(known, { title, cause, remedy, evidence });
  }
  if (known) {
    known.count += 1;
    known.lastPosition = message.position;
  } else {
    boot.sightings.set(signature.id, [...alike, sighting]);
  }
}

/** @param groups - what the named groups of the pattern matched */
export function sightingOf(
  signature: Signature,
  { evidence, position }: Message,
  groups: Groups = {},
): Sighting {
  return {
    signature,
    title: fillIn(signature.title, groups),
    cause: fillIn(signature.cause, groups),
    remedy: fillIn(signature.remedy, groups),
    evidence,
    position,
    lastPosition: position,
    count: 1,
  };
}

/** A text with what its groups matched; a group that matched nothing is left out. */
function fillIn(text: string, groups: Groups): string {
  return text
    .replace(/\{(\w+)\}/g, (_, name: string) => groups[name] ?? '')
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.;:])/g, '$1')
    .trim()
    .replace(/:$/, '');
}
