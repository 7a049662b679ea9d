"""What people take away: the same released observations, in files."""
