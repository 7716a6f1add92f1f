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
 * How often something that is under way is asked about, in ms. Signals tell of changes at once; this is for installations
 * without them, and for a signal that was lost.
 */
export const RUNNING_POLL_MS = 5_000;

/** The same for lists, where nothing hangs on a second. */
export const LIST_POLL_MS = 15_000;
