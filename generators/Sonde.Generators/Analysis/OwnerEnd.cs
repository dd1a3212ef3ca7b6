using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Statements behind which an owner is disposed: a call of its Dispose, or the end of its <c>using</c>.</summary>
internal static class OwnerEnd
{
    public static IEnumerable<IOperation> FindAll(ILocalSymbol owner, ImmutableArray<IOperation> blocks)
    {
        if (blocks.Declarator(owner) is { } declarator && UsingEnd(declarator) is { } end)
            yield return end;
        foreach (ILocalReferenceOperation reference in blocks.References(owner))
        {
            // Without await: no reference lives across one.
            if (reference.Use() is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" } call && call.Use() is IExpressionStatementOperation statement)
                yield return statement;
        }
    }

    private static IOperation? UsingEnd(IVariableDeclaratorOperation declarator)
    {
        for (IOperation? parent = declarator.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IUsingOperation statement: return statement;
                // A declaration lives as long as the block that it stands in.
                case IUsingDeclarationOperation { Parent: IBlockOperation block }: return block;
                case IVariableDeclarationOperation or IVariableDeclarationGroupOperation: break;
                default: return null;
            }
        }

        return null;
    }
}
