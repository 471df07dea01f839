"""Pages of the referrals, for the centre and for the services."""
