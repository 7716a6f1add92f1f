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

import { PagesProvider, PicturesProvider } from '../data';
import { History } from '../history';
import { loadPages, loadRunPage } from './loaders';
import { useWhenIdle } from './useWhenIdle';

/** The tab on a family's catalog page. */
export function EntityHistory() {
  useWhenIdle(loadWhatIsNext);
  return (
    <PagesProvider>
      <PicturesProvider>
        <History />
      </PicturesProvider>
    </PagesProvider>
  );
}

/** From a history a reader goes on to a run. A page that could not be loaded now is loaded when it is wanted. */
function loadWhatIsNext() {
  Promise.all([loadPages(), loadRunPage()]).catch(() => {});
}
