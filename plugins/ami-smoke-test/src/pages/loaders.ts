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

/*
 * What each page is made of. Somebody waits for it, so it goes before pictures that were asked for earlier: a browser has room for
 * six answers at a time from one server.
 */

/** What all of them stand in. */
export const loadPages = () =>
  import(/* webpackFetchPriority: "high" */ './Pages');

/** The fleet. */
export const loadFleetPage = () =>
  import(/* webpackFetchPriority: "high" */ '../fleet');

/** One build. */
export const loadBuildPage = () =>
  import(/* webpackFetchPriority: "high" */ '../build');

/** One run. */
export const loadRunPage = () =>
  import(/* webpackFetchPriority: "high" */ '../run');

/** Two runs side by side. */
export const loadComparisonPage = () =>
  import(/* webpackFetchPriority: "high" */ '../comparison');

/** The channels of a family. */
export const loadChannels = () =>
  import(/* webpackFetchPriority: "high" */ '../promotion/channels').then(
    m => ({ default: m.Channels }),
  );
