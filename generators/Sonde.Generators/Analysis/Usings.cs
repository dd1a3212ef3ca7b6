using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Variables of <c>using</c> declarations and statements.</summary>
internal static class Usings
{
    public static bool Disposes(IVariableDeclaratorOperation declarator)
    {
        for (IOperation? parent = declarator.Parent; parent is IVariableDeclarationOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IUsingOperation; parent = parent.Parent)
        {
            if (parent is IUsingDeclarationOperation or IUsingOperation)
                return true;
        }

        return false;
    }
}
