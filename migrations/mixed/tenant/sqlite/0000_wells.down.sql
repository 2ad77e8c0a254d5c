-- tenantry: lossy "all rows of the table 'wells' are gone"
DROP TABLE "wells";