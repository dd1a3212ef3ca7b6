using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>
/// What members give of an owner right where it is made, as in <c>Tool.Open().Maps.Counts.Update(key, value)</c>.
/// <see cref="IsOwner"/> says whether <see cref="End"/> is the owner itself, by whatever name, and <see cref="IsLost"/> whether nobody can
/// get at the owner from there.
/// </summary>
internal sealed record Chain(IOperation End, bool IsOwner, bool IsLost)
{
    /// <summary>Follows the members, or null where one of them disposes the owner or may keep it.</summary>
    public static Chain? From(IInvocationOperation made)
    {
        var chain = new Chain(made, IsOwner: true, IsLost: false);
        while (!chain.IsLost)
        {
            (IOperation? next, ISymbol? member) = chain.End.Use() switch
            {
                IInvocationOperation call => ((IOperation?)call, (ISymbol?)call.TargetMethod),
                IPropertyReferenceOperation property => (property, property.Property),
                _ => (null, null),
            };
            if (next is null)
                return chain;
            if ((chain.IsOwner && Ownership.IsEnd(member!)) || !SondeTypes.IsOwn(member!))
                return null;
            bool isOwner = SymbolEqualityComparer.Default.Equals(next.Type, made.Type) || SondeTypes.IsObjectOfSkeleton(member!);
            // Another owner stands alone and keeps nothing of the first, also where it has its type.
            bool isLost = !Ownership.CanKeep(next.Type) || (next is IInvocationOperation making && Ownership.Of(making) is not null);
            chain = new Chain(next, isOwner, isLost);
        }

        return chain;
    }
}
