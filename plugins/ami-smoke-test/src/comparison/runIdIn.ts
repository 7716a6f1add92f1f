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

const RUN_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The id of a run in what somebody pasted: the id itself, or the address of its page. Nothing when there is none, or several. */
export function runIdIn(text: string): string | undefined {
  const ofRun = /\/runs\/([0-9a-f-]{36})/i.exec(text)?.[1];
  const found = ofRun?.match(RUN_ID) ?? text.match(RUN_ID);
  return found?.length === 1 ? found[0].toLocaleLowerCase('en-US') : undefined;
}
