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

/**
 * Where a key moves the line cursor.
 *
 * @param page - how many rows are in sight
 * @returns the new row; nothing when the key moves nothing
 */
export function cursorAfter(
  event: { key: string },
  cursor: number,
  count: number,
  page: number,
): number | undefined {
  const moves: Record<string, number> = {
    ArrowUp: cursor - 1,
    ArrowDown: cursor + 1,
    PageUp: cursor - Math.max(1, page),
    PageDown: cursor + Math.max(1, page),
    Home: 0,
    End: count - 1,
  };
  const next = moves[event.key];
  if (next === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, next));
}
