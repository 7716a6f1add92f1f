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

import type { Locator } from 'playwright-core';

/** The SHA-256 of the bytes of the picture that an `<img>` shows, once it shows one. */
export async function shownPicture(image: Locator): Promise<string> {
  return image.evaluate(async element => {
    const picture = element as HTMLImageElement;
    await picture.decode();
    const answer = await fetch(picture.currentSrc, { credentials: 'include' });
    const hash = await crypto.subtle.digest(
      'SHA-256',
      await answer.arrayBuffer(),
    );
    return [...new Uint8Array(hash)]
      .map(byte => byte.toString(16).padStart(2, '0'))
      .join('');
  });
}
