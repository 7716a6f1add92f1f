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

import { Button } from '@backstage/ui';
import { useEffect, useRef, type ReactElement } from 'react';
import { Refused } from '../ui';

/**
 * A button that opens a dialog, or says why it cannot.
 *
 * @param props - `refused`: why it cannot be done; `name`: where it does more than its label says
 */
export function ActionButton(props: {
  label: string;
  name?: string;
  icon: ReactElement;
  variant?: 'primary' | 'secondary';
  refused: string | undefined;
  onPress: () => void;
}) {
  const { label, name, icon, variant = 'secondary', refused, onPress } = props;
  const place = useRef<HTMLSpanElement>(null);
  const hadFocus = useRef(false);
  const isRefused = refused !== undefined;
  // What was just done often cannot be done again: whoever came by keyboard is not to be sent to the top of the page.
  useEffect(() => {
    if (!hadFocus.current) return;
    place.current?.querySelector('button')?.focus();
  }, [isRefused]);
  return (
    <span
      ref={place}
      onFocus={() => (hadFocus.current = true)}
      onBlur={() => (hadFocus.current = false)}
    >
      {isRefused ? (
        <Refused label={label} name={name} icon={icon} why={refused} />
      ) : (
        <Button
          size="small"
          variant={variant}
          iconStart={icon}
          aria-label={name}
          onPress={onPress}
        >
          {label}
        </Button>
      )}
    </span>
  );
}
