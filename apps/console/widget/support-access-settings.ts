/** What a vendor's page loads to have `<support-access-settings>`. */
import '../parts/settings/support-access-settings.js';
