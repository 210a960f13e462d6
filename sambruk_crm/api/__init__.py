"""REST under /api/v1, sign-in under /auth: the same services as the screens, over HTTP."""
