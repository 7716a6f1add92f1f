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
/** Of so many sightings of one signature what they name is looked at, which takes longer than to see them. */
const MOST_SEEN = 50;

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
    const groups = saysAnythingNew(boot, clue.signature)
      ? clue.unfolded.groups(said) ?? {}
      : {};
    const known = seen.get(clue.signature);
    if (!known || sizeOf(groups) > sizeOf(known)) {
      seen.set(clue.signature, groups);
    }
  }
  seen.forEach((groups, signature) =>
    addSighting(boot, message, signature, groups),
  );
}

/** Whether another title would be told of. What was seen so often has shown what it has to name. */
function saysAnythingNew({ sightings }: Boot, signature: Signature): boolean {
  const known = sightings.get(signature.id) ?? [];
  if (known.length === 0) return true;
  const { title, cause, remedy } = signature;
  const hasGroups = [title, cause, remedy].some(text => text.includes('{'));
  const seen = known.reduce((sum, { count }) => sum + count, 0);
  return hasGroups && known.length < TITLES_OF_A_SIGNATURE && seen < MOST_SEEN;
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
  const alike = boot.sightings.get(signature.id) ?? [];
  if (!saysAnythingNew(boot, signature)) {
    seeAgain(alike[0], message);
    return;
  }
  const sighting = sightingOf(signature, message, groups);
  const bare = fillIn(signature.title, {});
  const known =
    alike.find(({ title }) => title === sighting.title) ??
    (sighting.title === bare
      ? alike[0]
      : alike.find(({ title }) => title === bare));
  if (known?.title === bare && sighting.title !== bare) {
    // The first line that names what it is about is the better evidence
    const { title, cause, remedy, evidence } = sighting;
    Object.assign(known, { title, cause, remedy, evidence });
  }
  if (known) seeAgain(known, message);
  else boot.sightings.set(signature.id, [...alike, sighting]);
}

function seeAgain(sighting: Sighting, { position }: Message): void {
  sighting.count += 1;
  sighting.lastPosition = position;
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

/** A title is no place for a whole line. */
const LONGEST_GROUP = 100;

/** What would hide or turn around the words beside it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

function readable(group: string): string {
  const text = group.replace(INVISIBLE, ' ').trim();
  const characters = [...text];
  return characters.length > LONGEST_GROUP
    ? `${characters.slice(0, LONGEST_GROUP).join('')}…`
    : text;
}

/** A text with what its groups matched; a group that matched nothing is left out. */
function fillIn(text: string, groups: Groups): string {
  return text
    .replace(/\{(\w+)\}/g, (_, name: string) => readable(groups[name] ?? ''))
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.;:])/g, '$1')
    .trim()
    .replace(/:$/, '');
}
