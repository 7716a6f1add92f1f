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

import { setTimeout as sleep } from 'node:timers/promises';
import { GuestAnswer, GuestQuestion } from './GuestQuestion';

const everyMs = 75;
/** A guest that refuses does so within a few milliseconds, unless it is busy; then it takes one more question to know. */
const refusesWithinMs = 15;
const answersWithinMs = 1000;
/** Both answers may wait to be read at once, in any order. */
const readingMs = 10;
/** A port that seems open is asked once more: what was asked first may have got lost. */
const confirmAfterMs = 1000;

/**
 * Asks at a guest's port whether something listens there, until it does. A port that is closed refuses, which costs the guest
 * next to nothing. One that is open is silent at first, as is a guest that is busy: it is open when a port that is known to be
 * closed, asked later, refuses earlier.
 *
 * @param ports - the hidden ports that lead to the guest's port, and to one at which nothing listens
 * @param tell - is awaited; when it rejects, it is told again
 */
export async function watchPort(
  ports: { watched: number; closed: number },
  tell: (state: 'closed' | 'open') => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let seemedOpen = false;
  while (!signal.aborted) {
    const { state, certain } = await ask(ports);
    if (signal.aborted) return;
    const told = state !== undefined && (await succeeds(tell(state)));
    const seemsOpen = told && state === 'open';
    if (seemsOpen && (certain || seemedOpen)) return;
    seemedOpen = seemsOpen;
    await sleep(seemsOpen ? confirmAfterMs : everyMs, undefined, {
      signal,
      ref: false,
    }).catch(() => {});
  }
}

async function succeeds(action: Promise<void>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}

/** No state: the guest does not tell. */
interface Answer {
  state?: 'closed' | 'open';
  certain?: boolean;
}

async function ask(ports: {
  watched: number;
  closed: number;
}): Promise<Answer> {
  const answers: Record<GuestAnswer, Answer> = {
    refused: { state: 'closed' },
    spoke: { state: 'open', certain: true },
  };
  const question = new GuestQuestion(ports.watched);
  try {
    const answer = await question.within(refusesWithinMs);
    if (answer) return answers[answer];
    const comparison = new GuestQuestion(ports.closed);
    const compared = await comparison.within(answersWithinMs);
    comparison.close();
    const late = await question.within(readingMs);
    if (late) return answers[late];
    return compared ? { state: 'open' } : {};
  } finally {
    question.close();
  }
}
