// Node-RED for one flow that a test watches: without editor and pages it opens no port at all, and it asks nobody for news.
'use strict';

module.exports = {
  httpAdminRoot: false,
  httpNodeRoot: false,
  uiHost: '127.0.0.1',
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: {
    autoInstall: false,
    palette: { allowInstall: false, allowUpload: false },
    modules: { allowInstall: false },
  },
  logging: { console: { level: 'info', metrics: false, audit: false } },
};
