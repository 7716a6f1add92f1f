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
import { startTransition, useEffect, useState } from 'react';

/**
 * Whether what can wait may be shown too: once what is awaited has been on the screen, or at once when there is nothing to wait
 * for. It is made without holding up the reader.
 *
 * @param ready - whether what is awaited is being shown
 */
export function useAfter(ready: boolean): boolean {
  const [after, setAfter] = useState(ready);
  useEffect(() => {
    if (ready) startTransition(() => setAfter(true));
  }, [ready]);
  return after;
}
