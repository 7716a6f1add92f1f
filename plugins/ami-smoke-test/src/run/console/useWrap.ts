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

import { PLUGIN_ID } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { useState } from 'react';

const KEY = 'consoleWrap';

/** Whether long lines are wrapped; remembered for the reader. */
export function useWrap(): [boolean, (wrap: boolean) => void] {
  const storage = useApi(storageApiRef).forBucket(PLUGIN_ID);
  const [wrap, setWrap] = useState(
    () => storage.snapshot<boolean>(KEY).value ?? true,
  );
  return [
    wrap,
    (value: boolean) => {
      setWrap(value);
      // What cannot be remembered holds until the page is left.
      storage.set(KEY, value).catch(() => {});
    },
  ];
}
