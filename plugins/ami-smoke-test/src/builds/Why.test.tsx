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

import { renderInTestApp } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { Why } from './Why';

const headline = {
  id: 'root-device-missing',
  category: 'block-device',
  severity: 'error',
  title: 'The root device was not found',
} as const;

it('names the headline first, once, with its severity, and then what the verdict says beyond it', async () => {
  const { container } = await renderInTestApp(
    <Why
      headline={headline}
      reason={`${headline.title}: nothing answered at :8080`}
    />,
  );
  expect(screen.getByRole('img', { name: 'error' })).toBeInTheDocument();
  expect(container).toHaveTextContent(
    /^The root device was not found · Nothing answered at :8080$/,
  );
});

it('is the headline alone where nothing else is known, and the reason where nothing was found', async () => {
  const { container } = await renderInTestApp(<Why headline={headline} />);
  expect(container).toHaveTextContent(/^The root device was not found$/);
  const other = await renderInTestApp(<Why reason="AWS has no capacity" />);
  expect(other.container).toHaveTextContent(/^AWS has no capacity$/);
});
