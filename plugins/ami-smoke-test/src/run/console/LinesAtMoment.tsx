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

import { type ComponentProps, useDeferredValue } from 'react';
import { useClock, useClockValue } from '../clock';
import { LineList } from './LineList';
import { lastLineAt } from './moments';

type LineListProps = ComponentProps<typeof LineList>;

/**
 * The lines at the moment of the clock: nothing else of the console is drawn again as it moves. They come after the picture, and
 * leave moments out when they cannot keep up.
 */
export function LinesAtMoment(
  props: Omit<LineListProps, 'momentLine' | 'stickToEnd' | 'onSeek'> & {
    /** Whether lines may still come. */
    live: boolean;
  },
) {
  const { live, ...rest } = props;
  const clock = useClock();
  const momentLine = useClockValue(({ momentMs }) =>
    lastLineAt(rest.lines, momentMs),
  );
  const following = useClockValue(({ moved }) => !moved);
  return (
    <LineList
      {...rest}
      momentLine={useDeferredValue(momentLine)}
      stickToEnd={following && live}
      onSeek={clock.seek}
    />
  );
}
