using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Variables of <c>using</c> declarations and statements.</summary>
internal static class Usings
{
    public static bool Disposes(IVariableDeclaratorOperation declarator)
    {
        IOperation? parent = declarator.Parent;
        while (parent is IVariableDeclarationOperation or IVariableDeclarationGroupOperation)
            parent = parent.Parent;
        return parent is IUsingDeclarationOperation or IUsingOperation;
    }
}
