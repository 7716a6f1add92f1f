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
import { useEffect, useMemo, useState } from 'react';

/**
 * A choice of the reader that Backstage keeps: in the browser, or in the backend where user settings are installed. There it
 * becomes known a moment after the page is drawn, and may change while it is open.
 *
 * @param usual - what holds until something was chosen
 */
export function useRemembered(
  key: string,
  usual: boolean,
): [boolean, (chosen: boolean) => void] {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket(PLUGIN_ID), [storage]);
  const [chosen, setChosen] = useState(() => bucket.snapshot(key).value);
  useEffect(() => {
    const subscription = bucket
      .observe$(key)
      .subscribe(({ presence, value }) => {
        if (presence === 'present') setChosen(value);
      });
    return () => subscription.unsubscribe();
  }, [bucket, key]);
  return [
    typeof chosen === 'boolean' ? chosen : usual,
    (value: boolean) => {
      setChosen(value);
      // What cannot be kept holds until the page is left.
      bucket.set(key, value).catch(() => {});
    },
  ];
}
