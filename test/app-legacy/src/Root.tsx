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
import type { PropsWithChildren } from 'react';
import {
  CatalogIcon,
  Sidebar,
  SidebarDivider,
  SidebarItem,
  SidebarPage,
  SidebarSpace,
} from '@backstage/core-components';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { Settings } from '@backstage/plugin-user-settings';
import MovieIcon from '@material-ui/icons/Movie';

/** The sidebar beside every page. */
export function Root({ children }: PropsWithChildren<{}>) {
  return (
    <SidebarPage>
      <Sidebar>
        <SidebarItem icon={MovieIcon} to="ami-smoke-test" text="Smoke tests" />
        <SidebarItem icon={CatalogIcon} to="catalog" text="Catalog" />
        <SidebarSpace />
        <SidebarDivider />
        <NotificationsSidebarItem />
        <Settings />
      </Sidebar>
      {children}
    </SidebarPage>
  );
}
