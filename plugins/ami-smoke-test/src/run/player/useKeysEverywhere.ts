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

import { useCallback, useState } from 'react';

const STORED_AS = 'ami-smoke-test.keys-everywhere';

/** Whether the player's keys work on the whole page; the reader's choice is kept in the browser. */
export function useKeysEverywhere(): [boolean, (everywhere: boolean) => void] {
  const [everywhere, setEverywhere] = useState(read);
  const choose = useCallback((chosen: boolean) => {
    setEverywhere(chosen);
    try {
      localStorage.setItem(STORED_AS, String(chosen));
    } catch {
      // A browser that keeps nothing: the choice holds until the page is left.
    }
  }, []);
  return [everywhere, choose];
}

function read(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'false';
  } catch {
    return true;
  }
}
