namespace Sonde.Generators;

/// <summary>That the description at <see cref="Path"/> generates the class of <see cref="Key"/>.</summary>
internal sealed record ClassClaim(string Key, string Path, string SourceName)
{
    /// <summary>
    /// For each class that several descriptions want, the one that gets it. The same file given twice has no first: then none does,
    /// because a second file of one name would throw in the driver.
    /// </summary>
    public static EquatableArray<ClassClaim> FindContested(IEnumerable<ClassClaim> claims) => new(claims
        .GroupBy(claim => claim.Key, StringComparer.Ordinal)
        .Select(group => group.OrderBy(claim => claim.Path, StringComparer.Ordinal).ToArray())
        .Where(group => group.Length > 1)
        .Select(group => group[0].Path == group[1].Path ? group[0] with { Path = "" } : group[0])
        .OrderBy(claim => claim.Key, StringComparer.Ordinal)
        .ToArray());
}
